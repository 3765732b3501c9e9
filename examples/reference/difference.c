int * func_1(int a[])
{
    a[0] = a[1] - a[0];
    return a;
}
