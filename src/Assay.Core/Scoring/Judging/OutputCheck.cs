using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Assay.Collecting;

namespace Assay.Scoring.Judging;

/// <summary>A check of the output that needs no judge: free, and deaf to anything the output says.</summary>
public enum OutputCheck
{
    /// <summary>Nothing but white space.</summary>
    EmptyOutput,

    /// <summary>Punctuation only, or a phrase known to draw good grades out of judges by itself.</summary>
    NoContent,

    /// <summary>The output must be JSON.</summary>
    Json,

    /// <summary>A stock refusal in place of an answer.</summary>
    Refusal,
}

/// <summary>Runs the checks that come before any call.</summary>
public static class OutputChecks
{
    public static readonly IReadOnlyList<OutputCheck> Default = [OutputCheck.EmptyOutput, OutputCheck.NoContent];

    /// <summary>Of a judge without a model: nothing can talk it round.</summary>
    public static readonly IReadOnlyList<OutputCheck> BesideChecks = [OutputCheck.EmptyOutput];

    /// <summary>Openings that lead some judges to grade a missing answer as right ("One Token to Fool LLM-as-a-Judge", arXiv 2507.08794).</summary>
    private static readonly HashSet<string> MasterKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "thought process", "solution", "let's solve this problem step by step", "explanation", "answer", "final answer", "thinking process",
    };

    private static readonly string[] RefusalOpenings =
    [
        "i'm sorry, but i can't", "i'm sorry, but i cannot", "i am sorry, but i cannot", "i cannot assist with", "i can't assist with",
        "i can't help with", "i cannot help with", "as an ai language model, i cannot", "sorry, i can't help",
    ];

    private static readonly SearchValues<char> TrailingMarks = SearchValues.Create(":.*# \n\r\t");

    /// <summary>The first check that the output fails, as an outcome; null when it passes all.</summary>
    public static Verdict.Unscored? Run(IReadOnlyList<OutputCheck> checks, Response response)
    {
        foreach (OutputCheck check in checks)
        {
            (UnscoredReason Reason, string Detail)? failed = check switch
            {
                OutputCheck.EmptyOutput when string.IsNullOrWhiteSpace(response.Output) => (UnscoredReason.EmptyOutput, "the application's output is empty"),
                OutputCheck.NoContent when HasNoContent(response.Output) => (UnscoredReason.NoContent, "the output has no content to judge"),
                OutputCheck.Json when !IsJson(response.Output) => (UnscoredReason.InvalidJson, "the output is not valid JSON"),
                OutputCheck.Refusal when IsRefusal(response.Output) => (UnscoredReason.OutputRefusal, "the output is a stock refusal"),
                _ => null,
            };
            if (failed is { } f)
            {
                return new Verdict.Unscored(f.Reason, f.Detail, RawReply: null);
            }
        }

        return null;
    }

    private static bool HasNoContent(string output)
    {
        // An answer of some length is content; only short ones need a closer look.
        if (output.AsSpan().Trim().Length > 64)
        {
            return false;
        }

        string core = output.AsSpan().TrimStart(" \n\r\t#*").ToString();
        int end = core.AsSpan().LastIndexOfAnyExcept(TrailingMarks) + 1;
        return MasterKeys.Contains(core[..end])
            || core.All(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsPunctuation(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);
    }

    public static bool IsRefusal(string output)
    {
        string start = output.TrimStart().Replace('\u2019', '\'');
        return RefusalOpenings.Any(r => start.StartsWith(r, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsJson(string output)
    {
        try
        {
            JsonElement.Parse(output);
            return true;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }
}
