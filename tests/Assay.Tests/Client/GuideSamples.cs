using System.Text.RegularExpressions;
using Assay.Client;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Client;

/// <summary>The samples of docs/guides/client.md, compiled. A region is a block of the page, word for word.</summary>
internal static class GuideSamples
{
    public static async Task SendAsync(string question, string answer, string passage)
    {
        #region send
        await using var assay = new AssayClient(new AssayClientOptions
        {
            Address = new Uri("http://127.0.0.1:5080"),
            Key = Environment.GetEnvironmentVariable("ASSAY_KEY"),
            Release = "2026-05-01",
        });

        assay.TrySend(new AssayResponse
        {
            Input = question,
            Output = answer,
            Context = [passage],
            Metadata = { ["route"] = "refunds", ["language"] = "de" },
        });
        #endregion
    }

    public static async Task ChatAsync(IChatClient model, AssayClient assay)
    {
        #region chat
        IChatClient chat = model.UseAssay(assay, (response, asked, answer) => response.Metadata["route"] = "refunds");

        ChatResponse reply = await chat.GetResponseAsync("Can I return it?");
        #endregion
        Assert.NotNull(reply);
    }

    public static IChatClient Redact(IChatClient model, AssayClient assay)
    {
        #region redact
        IChatClient chat = model.UseAssay(assay, new AssayChatOptions
        {
            Release = "prompt-v7",
            Redact = text => Regex.Replace(text, @"\b\d{16}\b", "CARD", RegexOptions.NonBacktracking),
            CaptureContent = Environment.GetEnvironmentVariable("ASSAY_CAPTURE") != "0",
        });
        #endregion
        return chat;
    }

    public static void Watch(AssayClient assay, Action<string> warn)
    {
        #region watch
        AssayClientStatus status = assay.Status;
        if (status.Dropped + status.Rejected > 0 || status.IsPaused)
        {
            warn($"Assay: {status.Queued} wait, {status.Dropped} dropped, {status.Rejected} rejected. {status.LastError ?? status.LastRejection}");
        }
        #endregion
    }
}
