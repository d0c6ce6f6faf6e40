using System.Globalization;

namespace Assay.Cli.Demo;

/// <summary>How far the made-up shop was taken in; kept in the ledger, so that a second start goes on where the first stopped.</summary>
/// <param name="End">Where its history ends: when the demo was first started.</param>
/// <param name="Total">Responses of the history.</param>
/// <param name="Next">Number of the next response.</param>
internal readonly record struct ShopCursor(DateTimeOffset End, int Total, int Next)
{
    public bool IsHistory => Next < Total;

    public static ShopCursor Parse(string text)
    {
        string[] parts = text.Split(' ');
        return new ShopCursor(
            DateTimeOffset.ParseExact(parts[0], "O", CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    public override string ToString() => FormattableString.Invariant($"{End.ToUniversalTime():O} {Total} {Next}");
}
