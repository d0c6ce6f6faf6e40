using Assay.Providers.Errors;

namespace Assay.Providers;

/// <summary>Parameters that an endpoint turned out not to take.</summary>
[Flags]
internal enum UnsupportedParameters
{
    None = 0,
    Temperature = 1,
    TopP = 2,
    Seed = 4,
    Stop = 8,
    ReasoningEffort = 16,
    MaxTokens = 32,
    MaxCompletionTokens = 64,
    PromptCacheKey = 128,
    Choices = 256,
    TopTokens = 512,
}

/// <summary>Which parameters a model takes: what its name tells, and what its endpoint's error replies taught.</summary>
internal readonly record struct ParameterPolicy(string Model, UnsupportedParameters Learnt = UnsupportedParameters.None)
{
    private static readonly (string Name, UnsupportedParameters Flag)[] Known =
    [
        ("max_completion_tokens", UnsupportedParameters.MaxCompletionTokens),
        ("max_tokens", UnsupportedParameters.MaxTokens),
        ("temperature", UnsupportedParameters.Temperature),
        ("top_p", UnsupportedParameters.TopP),
        ("reasoning_effort", UnsupportedParameters.ReasoningEffort),
        ("seed", UnsupportedParameters.Seed),
        ("stop", UnsupportedParameters.Stop),
        ("prompt_cache_key", UnsupportedParameters.PromptCacheKey),
        ("n", UnsupportedParameters.Choices),
        ("top_logprobs", UnsupportedParameters.TopTokens),
        ("logprobs", UnsupportedParameters.TopTokens),
    ];

    /// <summary>Some say only what the largest value is; those who take none at all say 1, or nothing of the kind.</summary>
    public const UnsupportedParameters Optional = UnsupportedParameters.Choices | UnsupportedParameters.TopTokens;

    private static readonly string[] Objections =
    [
        "unsupported", "not supported", "does not support", "doesn't support", "not permitted", "not allowed", "unrecognized", "unknown",
        "unexpected keyword", "deprecated", "cannot both be specified", "not compatible",
    ];

    public bool Temperature => !IsReasoning(Model) && Takes(UnsupportedParameters.Temperature);

    public bool TopP => !IsReasoning(Model) && Takes(UnsupportedParameters.TopP);

    public bool Seed => Takes(UnsupportedParameters.Seed);

    public bool Stop => Takes(UnsupportedParameters.Stop);

    public bool PromptCacheKey => Takes(UnsupportedParameters.PromptCacheKey);

    /// <summary>Several choices in one reply.</summary>
    public bool Choices => Takes(UnsupportedParameters.Choices);

    /// <summary>Probabilities of tokens.</summary>
    public bool TopTokens => Takes(UnsupportedParameters.TopTokens);

    public bool ReasoningEffort => Takes(UnsupportedParameters.ReasoningEffort);

    /// <summary>A limit is always sent under one of the two names: without it, a call's cost has no bound.</summary>
    public bool MaxCompletionTokens =>
        Takes(UnsupportedParameters.MaxCompletionTokens) && (IsReasoning(Model) || !Takes(UnsupportedParameters.MaxTokens));

    /// <summary>The parameters that this error reply objects to and that this policy still sends.</summary>
    /// <param name="sent">Of those that most calls are without, which this one had.</param>
    public UnsupportedParameters Learn(int status, ErrorBody body, UnsupportedParameters sent = UnsupportedParameters.None)
    {
        if (status is not (400 or 422))
        {
            return UnsupportedParameters.None;
        }

        UnsupportedParameters named = Named(body);
        if ((named & Optional) != UnsupportedParameters.None)
        {
            return New(named & sent);
        }

        if (!body.SaysAny(Objections))
        {
            return UnsupportedParameters.None;
        }

        // Of two that exclude each other, the temperature stays.
        if (body.Says("cannot both be specified"))
        {
            return New(UnsupportedParameters.TopP);
        }

        return New(named);
    }

    /// <summary>The first one named is the culprit; a later one is the advice to use it instead.</summary>
    private static UnsupportedParameters Named(ErrorBody body)
    {
        (int Place, UnsupportedParameters Flag) first = (int.MaxValue, UnsupportedParameters.None);
        foreach ((string name, UnsupportedParameters flag) in Known)
        {
            int place = body.Parameter.Length > 0 ? (body.Parameter == name ? 0 : -1) : PlaceOf(name, body.Message);
            if (place >= 0 && place < first.Place)
            {
                first = (place, flag);
            }
        }

        return first.Flag;
    }

    private UnsupportedParameters New(UnsupportedParameters flag) =>
        Takes(flag) ? flag : UnsupportedParameters.None;

    private bool Takes(UnsupportedParameters flag) => (Learnt & flag) == UnsupportedParameters.None;

    /// <summary>OpenAI's o-series and its GPT models from the fifth on, but not their chat variants; a router's prefix is left aside.</summary>
    private static bool IsReasoning(string model)
    {
        ReadOnlySpan<char> name = model.AsSpan(model.LastIndexOf('/') + 1);
        if (name is ['o', >= '1' and <= '9', ..])
        {
            return name.Length == 2 || name[2] is '-' or ':';
        }

        return name.StartsWith("gpt-", StringComparison.Ordinal)
               && name.Length > 4
               && name[4] is >= '5' and <= '9'
               && (name.Length == 5 || name[5] is '-' or '.' or ':')
               && !name.Contains("-chat", StringComparison.Ordinal);
    }

    /// <summary>Where the name stands as a word of its own in the message's beginning, else -1; what follows may quote the prompt.</summary>
    private static int PlaceOf(string name, string message)
    {
        ReadOnlySpan<char> start = message.AsSpan(0, Math.Min(message.Length, 200));
        int at = start.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        bool alone = at >= 0
                     && (at == 0 || !IsWord(start[at - 1]))
                     && (at + name.Length == start.Length || !IsWord(start[at + name.Length]));
        return alone ? at : -1;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';
}
