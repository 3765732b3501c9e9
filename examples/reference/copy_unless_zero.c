int * func_1(int a[])
{
    if (a[2] != 0)
    {
        a[0] = a[4];
    }
    return a;
}
