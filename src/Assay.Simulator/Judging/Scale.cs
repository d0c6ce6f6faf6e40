namespace Assay.Simulator.Judging;

/// <summary>The values a criterion can take, as a prompt states them.</summary>
internal abstract record Scale
{
    private Scale()
    {
    }

    public static Scale Usual { get; } = new Range(1, 5);

    public sealed record Range(double Least, double Most) : Scale
    {
        /// <summary>A range this narrow is scored in hundredths.</summary>
        public bool IsWhole => Most - Least >= 2;
    }

    /// <param name="Values">From worst to best.</param>
    public sealed record Labels(string[] Values) : Scale;
}
