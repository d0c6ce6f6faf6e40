namespace Assay.Storage;

/// <summary>Money as the tables keep it: whole billionths of a USD, rounded up.</summary>
internal static class Money
{
    private const decimal NanoPerUsd = 1_000_000_000m;

    public static long ToNano(decimal usd) => (long)decimal.Ceiling(usd * NanoPerUsd);

    public static decimal ToUsd(long nano) => nano / NanoPerUsd;
}
