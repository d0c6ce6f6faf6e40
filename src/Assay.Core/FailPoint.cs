using System.Diagnostics;
using System.Globalization;

namespace Assay;

/// <summary>
/// A place at which a test makes the process die as if by kill -9: <c>ASSAY_FAIL_POINT=NAME:N</c> at the N-th time it is passed.
/// Without the variable it does nothing.
/// </summary>
public static class FailPoint
{
    private static readonly string? Name;
    private static readonly int Fatal;
    private static int _hits;

    static FailPoint()
    {
        if (Environment.GetEnvironmentVariable("ASSAY_FAIL_POINT")?.Split(':') is [var name, var hit])
        {
            Name = name;
            Fatal = int.Parse(hit, CultureInfo.InvariantCulture);
        }
    }

    public static void Hit(string name)
    {
        if (Name is not null && Name == name && Interlocked.Increment(ref _hits) == Fatal)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
