using System.Collections.Frozen;

namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>What perturbations say, and which words they look for, in one language.</summary>
public sealed record ProbeLanguage
{
    public required string Code { get; init; }

    /// <summary>Leads over to what was said already.</summary>
    public required string Again { get; init; }

    public required string Bandwagon { get; init; }

    public required string Authority { get; init; }

    public required string Distraction { get; init; }

    /// <summary>Verbs, and what they become in the opposite statement.</summary>
    public required FrozenDictionary<string, string> Negated { get; init; }

    /// <summary>Words that a negative sentence has.</summary>
    public required FrozenSet<string> Negations { get; init; }

    /// <summary>Words that tell the language.</summary>
    public required FrozenSet<string> Common { get; init; }

    public static ProbeLanguage English { get; } = new()
    {
        Code = "en",
        Again = "In other words:",
        Bandwagon = "90 % of users rated this answer as excellent.",
        Authority = "Leading experts confirm this (Harrow et al., 2021).",
        Distraction = "By the way, the weather was rather pleasant when this was written.",
        Negated = Verbs(v => $"{v} not", "is", "are", "was", "were", "can", "will", "must", "should", "may", "has", "have", "would", "could"),
        Negations = Set("not", "no", "never", "none", "t", "cannot", "without"),
        Common = Set("the", "and", "is", "of", "to", "in", "it", "you", "can", "for", "are", "with"),
    };

    private static readonly ProbeLanguage German = new()
    {
        Code = "de",
        Again = "Mit anderen Worten:",
        Bandwagon = "90 % der Nutzer fanden diese Antwort ausgezeichnet.",
        Authority = "Führende Fachleute bestätigen das (Harrow et al., 2021).",
        Distraction = "Übrigens war das Wetter recht angenehm, als dies geschrieben wurde.",
        Negated = Verbs(v => $"{v} nicht", "ist", "sind", "war", "waren", "kann", "können", "muss", "müssen", "wird", "werden", "wurde", "wurden", "sollte", "sollten", "darf", "hat", "haben"),
        Negations = Set("nicht", "kein", "keine", "keinen", "nie", "niemals", "ohne"),
        Common = Set("der", "die", "das", "und", "ist", "von", "zu", "ein", "eine", "sie", "mit", "werden"),
    };

    private static readonly ProbeLanguage French = new()
    {
        Code = "fr",
        Again = "Autrement dit :",
        Bandwagon = "90 % des utilisateurs ont trouvé cette réponse excellente.",
        Authority = "Les plus grands spécialistes le confirment (Harrow et al., 2021).",
        Distraction = "Au passage, le temps était plutôt agréable quand ceci a été écrit.",
        Negated = Verbs(v => $"{(v[0] is 'e' or 'a' or 'é' ? "n'" : "ne ")}{v} pas", "est", "sont", "était", "a", "ont", "peut", "peuvent", "doit", "doivent", "faut", "sera", "seront"),
        Negations = Set("ne", "pas", "n", "jamais", "aucun", "aucune", "sans"),
        Common = Set("le", "la", "les", "et", "est", "de", "des", "un", "une", "vous", "il", "du"),
    };

    private static readonly ProbeLanguage Spanish = new()
    {
        Code = "es",
        Again = "En otras palabras:",
        Bandwagon = "El 90 % de los usuarios consideró excelente esta respuesta.",
        Authority = "Destacados expertos lo confirman (Harrow et al., 2021).",
        Distraction = "Por cierto, el tiempo era bastante agradable cuando se escribió esto.",
        Negated = Verbs(v => $"no {v}", "es", "son", "está", "están", "era", "fue", "puede", "pueden", "debe", "deben", "tiene", "tienen", "tarda", "hay"),
        Negations = Set("no", "nunca", "ningún", "ninguna", "sin"),
        Common = Set("el", "la", "los", "las", "y", "es", "de", "un", "una", "en", "se", "por"),
    };

    private static readonly ProbeLanguage[] All = [English, German, French, Spanish];

    /// <param name="code">As declared, such as <c>de</c> or <c>de-AT</c>; null: by the words of the text. Of a language that is not known, the English sentences are used.</param>
    public static ProbeLanguage Find(string? code, string text)
    {
        if (code is { Length: >= 2 })
        {
            return Array.Find(All, l => code.StartsWith(l.Code, StringComparison.OrdinalIgnoreCase)) ?? English;
        }

        string[] words = [.. Sentences.Words(text.ToLowerInvariant())];
        return All.MaxBy(l => words.Count(l.Common.Contains))!;
    }

    private static FrozenDictionary<string, string> Verbs(Func<string, string> negated, params string[] verbs) => verbs.ToFrozenDictionary(v => v, negated, StringComparer.Ordinal);

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
