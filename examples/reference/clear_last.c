int * func_1(int a[])
{
    if (a[0] < 0)
    {
        a[4] = 0;
    }
    return a;
}
