int * func_1(int a[])
{
    if (a[1] < 0)
    {
        a[1] = -1;
    }
    else
    {
        a[1] = 1;
    }
    return a;
}
