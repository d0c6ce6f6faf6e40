using System.Text.Json;

namespace Assay.Simulator.Judging.Forms;

/// <summary>The form of a JSON reply, ready to be filled in.</summary>
internal abstract record FormNode
{
    private FormNode()
    {
    }

    public sealed record Group(FormField[] Fields) : FormNode;

    public sealed record Listing(FormNode Element) : FormNode;

    /// <param name="Range">Null where the schema leaves the scale to the prompt.</param>
    public sealed record Score(Criterion Criterion, Scale.Range? Range, bool Whole) : FormNode;

    /// <param name="Values">Numbers, from worst to best.</param>
    public sealed record NumberChoice(Criterion Criterion, double[] Values) : FormNode;

    public sealed record Label(Criterion Criterion, LabelSet Values) : FormNode;

    /// <summary>A failure's code: one of the codes where quality is low, else the value for none.</summary>
    /// <param name="None">Null is written as JSON null.</param>
    public sealed record FailureCode(Criterion Criterion, string[] Codes, string? None) : FormNode;

    public sealed record Reason(Criterion Criterion) : FormNode;

    public sealed record Quote(Criterion Criterion) : FormNode;

    public sealed record Flag(Criterion Criterion) : FormNode;

    /// <param name="Json">Valid JSON.</param>
    public sealed record Constant(string Json) : FormNode;
}

internal sealed record FormField(JsonEncodedText Name, FormNode Node);

/// <param name="Key">See <see cref="CriterionName.KeyOf"/>.</param>
internal sealed record Criterion(string Name, ulong Key)
{
    public Criterion(string name)
        : this(name, CriterionName.KeyOf(name))
    {
    }
}
