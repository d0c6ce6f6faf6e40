using System.Globalization;

namespace Assay.Scoring.Serving;

/// <summary>
/// What becomes of a response that was being judged when the process died. Most are innocent: they were there with another, or
/// somebody killed the process. So one death changes nothing; after two it is judged alone; and if the process dies even then,
/// it is put off, longer each time. It stays owed: no number of deaths proves anything about its quality.
/// </summary>
public static class Quarantine
{
    private const int AloneAfter = 2;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <param name="deaths">How often the process died while it was being judged.</param>
    public static bool IsAlone(int deaths) => deaths >= AloneAfter;

    /// <summary>For people.</summary>
    public static string Describe(int deaths) => deaths switch
    {
        1 => "The service died while this was being judged.",
        AloneAfter => "The service died twice while this was being judged: it is judged alone next time.",
        _ => $"The service died {deaths.ToString(CultureInfo.InvariantCulture)} times while this was being judged, the last times alone: it is put off for a while.",
    };

    /// <summary>How long it is not offered after the latest death; null: not put off.</summary>
    /// <param name="key">Spreads several by up to a half, so that one that is innocent does not come back with the one that is not.</param>
    public static TimeSpan? PutOff(int deaths, long key)
    {
        if (deaths <= AloneAfter)
        {
            return null;
        }

        TimeSpan wait = First * Math.Pow(2, Math.Min(deaths - AloneAfter - 1, 20)) * (1 + (key % 16 / 32.0));
        return wait < Longest ? TimeSpan.FromMilliseconds(Math.Floor(wait.TotalMilliseconds)) : Longest;
    }
}
