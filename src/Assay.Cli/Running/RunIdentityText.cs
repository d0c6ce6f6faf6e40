using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Cli.Running;

/// <summary>Tells whether an invocation is the continuation of an unfinished run: the same judge over the same files as they stood then.</summary>
internal static class RunIdentityText
{
    public static RunIdentity Of(Judge judge, RunRequest request)
    {
        var text = new StringBuilder().Append(judge.Name).Append('\n').Append(judge.Version).Append('\n').Append(request.Limit?.ToString(CultureInfo.InvariantCulture));
        if (request.Rule.Sample.Probability < 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nsample {request.Rule.Sample.Probability}");
        }

        foreach ((string field, IReadOnlyList<string> values) in request.Rule.Filter.Conditions.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            text.Append("\nwhen ").Append(field).Append(' ').AppendJoin('\t', values);
        }

        if (request.Pairs is PairSource.OfTwoFiles)
        {
            text.Append("\ncompare");
        }

        foreach (string rule in request.Redaction.Definition)
        {
            text.Append("\nredact ").Append(rule);
        }

        foreach (InputFile file in request.Input.Files)
        {
            // Standard input can never be told to be the same again.
            text.Append('\n').Append(file.Length is null ? Guid.NewGuid().ToString() : $"{Path.GetFullPath(file.Name)} {file.Length} {file.LastWritten?.UtcTicks}");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
        return new RunIdentity(hash, $"{judge.Name} over {string.Join(", ", request.Input.Files.Select(f => Path.GetFileName(f.Name)))}");
    }
}
