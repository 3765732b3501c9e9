int * func_1(int a[])
{
    if (a[3] < 2)
    {
        a[3]++;
    }
    return a;
}
