using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Checking;

/// <summary>Decides a criterion without a model. It costs nothing, says the same whenever it is asked, and is deaf to what the output says about itself.</summary>
public abstract record Check
{
    /// <summary>Part of the version of every judge with checks: raise it whenever one of them decides differently.</summary>
    public const string Version = "checks-1";

    /// <summary>As it is written in a rubric: <c>contains</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The grades that it can give.</summary>
    public virtual Scale Scale { get; } = new Scale.PassFail();

    /// <summary>What it decides, for people.</summary>
    public abstract string Question { get; }

    /// <summary>Everything that can change what it decides, as properties of an object.</summary>
    internal abstract void WriteDefinition(Utf8JsonWriter json);

    /// <summary>What is found; null where that takes a while, and is to be awaited.</summary>
    internal abstract CheckFinding? Look(Response response);

    /// <summary>What is found, for checks that take a while.</summary>
    internal virtual ValueTask<CheckFinding> LookAsync(Response response, TimeProvider clock, CancellationToken cancellationToken) => new(Look(response)!);

    /// <summary>Writes a list of texts under a name.</summary>
    private protected static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
