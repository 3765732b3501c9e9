int * func_1(int a[])
{
    int l_0 = a[0];
    for (int p_0 = 0; p_0 < 4; p_0++)
    {
        a[p_0] = a[p_0 + 1];
    }
    a[4] = l_0;
    return a;
}
