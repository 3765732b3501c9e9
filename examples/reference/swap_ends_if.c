int * func_1(int a[])
{
    if (a[2] > 0)
    {
        int l_0 = a[0];
        a[0] = a[4];
        a[4] = l_0;
    }
    return a;
}
