int * func_1(int a[])
{
    int l_0 = a[0];
    a[0] = a[4];
    a[4] = l_0;
    return a;
}
