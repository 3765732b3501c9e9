int * func_1(int a[])
{
    if (a[2] > 0)
    {
        a[2] = 0;
    }
    return a;
}
