int * func_1(int a[])
{
    if (a[4] > a[3])
    {
        a[3] = a[4];
    }
    return a;
}
