int * func_1(int a[])
{
    if (a[0] > 0)
    {
        a[1] = 0;
    }
    return a;
}
