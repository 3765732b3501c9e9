int * func_1(int a[])
{
    a[3] = a[1];
    return a;
}
