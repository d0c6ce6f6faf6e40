using System.Globalization;
using System.Reflection;

namespace Assay.Storage;

/// <summary>The scripts that make a ledger's schema, in their order.</summary>
internal static class NumberedScripts
{
    /// <param name="kind">The folder that has them in <c>Migrations</c>.</param>
    public static IReadOnlyList<(int Number, string Text)> Of(string kind)
    {
        string folder = $".{kind}.Migrations.";
        return
        [
            .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
                .Where(n => n.Contains(folder, StringComparison.Ordinal))
                .Select(n => (Number: int.Parse(n.Split(folder)[1].AsSpan(0, 4), CultureInfo.InvariantCulture), Text: Text(n)))
                .OrderBy(s => s.Number),
        ];
    }

    private static string Text(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
