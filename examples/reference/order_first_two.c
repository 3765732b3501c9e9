int * func_1(int a[])
{
    if (a[0] > a[1])
    {
        int l_0 = a[0];
        a[0] = a[1];
        a[1] = l_0;
    }
    return a;
}
