namespace Assay.Calibrating.Probing;

/// <summary>An item of a plan, by the ids under which its answers are judged.</summary>
/// <param name="Id">Of the answer as it is.</param>
/// <param name="Changed">Of the answer as each test changed it; tests that found nothing to change are left out.</param>
public sealed record ProbedItem(ProbeItem Item, string Id, IReadOnlyDictionary<ProbeTest, string> Changed);

/// <summary>A pair of a plan, by the ids under which it is judged in both orders.</summary>
public sealed record ProbedPair(string Original, string Swapped);
