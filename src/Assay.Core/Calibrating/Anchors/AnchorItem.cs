using Assay.Collecting;

namespace Assay.Calibrating.Anchors;

/// <summary>A response that is scored again and again, so that a judge that moves is seen to.</summary>
/// <param name="Label">What people say of it, on the scale of the judge's main score; null: nobody was asked.</param>
public sealed record AnchorItem(Response Response, double? Label);
