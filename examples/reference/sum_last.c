int * func_1(int a[])
{
    a[4] = a[0] + a[1];
    return a;
}
