using System.Diagnostics;
using System.Globalization;

namespace Assay;

/// <summary>
/// A place at which a test makes the process die as if by kill -9: <c>ASSAY_FAIL_POINT=NAME:N</c> at the N-th time it is passed,
/// <c>NAME@SUBJECT</c> whenever it is passed with that subject.
/// Without the variable it does nothing.
/// </summary>
public static class FailPoint
{
    private static readonly string? Name;
    private static readonly int Fatal;
    private static readonly string? Subject;
    private static int _hits;

    static FailPoint()
    {
        string? setting = Environment.GetEnvironmentVariable("ASSAY_FAIL_POINT");
        if (setting?.Split('@') is [var place, var subject])
        {
            Name = place;
            Subject = subject;
        }
        else if (setting?.Split(':') is [var name, var hit])
        {
            Name = name;
            Fatal = int.Parse(hit, CultureInfo.InvariantCulture);
        }
    }

    public static void Hit(string name, string subject)
    {
        if (Subject is not null && Name == name && Subject == subject)
        {
            Process.GetCurrentProcess().Kill();
        }
    }

    public static void Hit(string name)
    {
        if (Name is not null && Name == name && Subject is null && Interlocked.Increment(ref _hits) == Fatal)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
