namespace Assay.Simulator.Chat;

/// <summary>Tokens as this provider counts them: a quarter of the UTF-8 bytes, rounded up.</summary>
internal static class TokenCount
{
    public const int BytesPerToken = 4;

    public static int OfBytes(int bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;
}
