namespace Assay.Calibrating.Probing;

/// <summary>What is asked together: one judge, once.</summary>
public enum ProbeSitting
{
    /// <summary>The judge as it is, about answers as they are and as they were changed.</summary>
    Plain,

    /// <summary>The same about the answers as they are, a second time.</summary>
    Repeat,

    /// <summary>With the rubric the other way round.</summary>
    Turned,

    /// <summary>Pairs, in both orders.</summary>
    Pairs,

    /// <summary>Pairs in their original order, a second time.</summary>
    PairsRepeat,
}
