namespace Assay.Server.Telemetry.Metadata;

/// <summary>Attributes under <c>assay.</c> that are fields of the response and no metadata.</summary>
internal static class ReservedNames
{
    public const string Release = "assay.release";
    public const string Reference = "assay.reference";
    public const string Context = "assay.context";

    public static bool Contains(string name) => name is Release or Reference or Context;
}
