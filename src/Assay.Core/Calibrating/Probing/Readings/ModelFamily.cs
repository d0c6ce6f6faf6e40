namespace Assay.Calibrating.Probing.Readings;

/// <summary>Which family a model is of, by its name: those of one family like each other's answers.</summary>
internal static class ModelFamily
{
    private static readonly (string Part, string Family)[] Known =
    [
        ("gpt", "gpt"), ("chatgpt", "gpt"), ("davinci", "gpt"), ("claude", "claude"), ("gemini", "gemini"), ("gemma", "gemini"), ("llama", "llama"), ("vicuna", "llama"),
        ("mistral", "mistral"), ("mixtral", "mistral"), ("ministral", "mistral"), ("qwen", "qwen"), ("deepseek", "deepseek"), ("command", "command"), ("grok", "grok"), ("phi", "phi"),
    ];

    /// <summary>Of a name that is not known, its first letters: <c>o3-mini</c> is of the family <c>o</c>, which is <c>gpt</c>'s.</summary>
    public static string Of(string model)
    {
        string name = model.ToLowerInvariant();
        name = name[(name.LastIndexOfAny(['/', ':']) + 1)..];
        string letters = new([.. name.TakeWhile(char.IsLetter)]);
        return Array.Find(Known, k => name.Contains(k.Part, StringComparison.Ordinal)).Family ?? (letters == "o" ? "gpt" : letters.Length > 0 ? letters : name);
    }
}
