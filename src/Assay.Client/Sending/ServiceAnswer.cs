namespace Assay.Client.Sending;

/// <summary>What came of a request.</summary>
/// <param name="Status">Null where no answer came.</param>
/// <param name="Text">The answer, or what stood in its way, in words.</param>
/// <param name="RetryAfter">As the service asked for; may be negative or long.</param>
/// <param name="Report">Where the body tells of each response.</param>
internal sealed record ServiceAnswer(int? Status, string Text, TimeSpan? RetryAfter = null, IntakeReport? Report = null)
{
    /// <summary>Per response why it was rejected; null where it was taken.</summary>
    public string?[] Rejections(ReadOnlySpan<QueuedResponse> sent)
    {
        if (Status != 202 && Report is not null)
        {
            return Report.Rejections(sent);
        }

        string?[] rejections = new string?[sent.Length];
        Array.Fill(rejections, Status == 202 ? null : Text);
        return rejections;
    }
}
