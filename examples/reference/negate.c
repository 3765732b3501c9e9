int * func_1(int a[])
{
    for (int i = 0; i < 5; i++)
    {
        a[i] = -a[i];
    }
    return a;
}
