namespace Assay.Calibrating.Gates;

/// <summary>What the checks of a judge are called.</summary>
public static class CheckName
{
    public const string Kappa = "kappa";
    public const string AltTest = "alt_test";
    public const string Youden = "youden_j";
    public const string TruePositives = "sensitivity";
    public const string TrueNegatives = "specificity";
    public const string Bias = "mean_bias";
    public const string Consistency = "repeat_consistency";
    public const string PlantedFaults = "planted_faults_found";
}
