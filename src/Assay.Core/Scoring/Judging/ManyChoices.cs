namespace Assay.Scoring.Judging;

/// <summary>
/// Whether an endpoint gives several choices in answer to one call, for which the prompt is paid once. Like the form of its replies this
/// is found out: one that refuses, or gives fewer than asked for, is asked by a call for each from then on.
/// </summary>
/// <param name="given">What its dialect lets one expect.</param>
public sealed class ManyChoices(bool given)
{
    private volatile bool _given = given;

    public bool AreGiven => _given;

    public void Refuse() => _given = false;
}
