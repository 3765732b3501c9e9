int * func_1(int a[])
{
    if (a[0] < 0)
    {
        a[3] = -1;
    }
    return a;
}
