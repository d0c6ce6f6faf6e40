namespace Assay.Scoring.Caching;

/// <summary>
/// What makes two questions the same question: judge version, rendered prompt and repeat index, hashed. Any change of the
/// rubric, the model, the template or a parameter changes the judge version, so an older reply can never be found by mistake.
/// </summary>
/// <param name="Question">The first 128 bits of the SHA-256 over judge version, place of the question in the judge, rendered prompt, repeat.</param>
/// <param name="Material">The same without the judge: equal for the same response asked about by two judge versions. Only for explaining a miss.</param>
public readonly record struct CacheKey(UInt128 Question, ulong Material);
