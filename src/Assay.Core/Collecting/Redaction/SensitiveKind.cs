namespace Assay.Collecting.Redaction;

/// <summary>A kind of text that Assay knows how to find, in the order in which they are looked for.</summary>
public enum SensitiveKind
{
    /// <summary>Keys and tokens with well-known prefixes, private keys, passwords in URLs.</summary>
    Keys,
    Email,
    Iban,
    Card,
    Phone,
}
