using System.CommandLine;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust ...</c>: whether judges are right.</summary>
internal static class TrustCommands
{
    public static Command Create() => new("trust", "Measure whether judges are right.")
    {
        TrustAgreementCommand.Create(),
        TrustPairwiseCommand.Create(),
        TrustCorrectCommand.Create(),
        TrustJuryCommand.Create(),
        TrustCascadeCommand.Create(),
        TrustProbeCommand.Create(),
        TrustStatusCommand.Create(),
        TrustAnchorsCommand.Create(),
    };
}
