using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Assay.Browser;

namespace Assay.Integration.Tests.Reporting;

/// <summary>
/// What a real browser makes of a file: the title that it has in the end, the document after everything has run, and how often the host
/// that hostile texts name was asked for anything.
/// </summary>
internal sealed partial record PageVisit(string Title, string Document, int Requests)
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static async Task<PageVisit> OfAsync(string file, string profile)
    {
        string? program = Programs.FirstOrDefault(File.Exists);
        bool isCi = Environment.GetEnvironmentVariable("CI") is { Length: > 0 };
        Assert.SkipWhen(program is null && !isCi, "Chromium is not installed: eng/install-services gets it, or says how.");
        Assert.True(program is not null, "Chromium is not installed, and in CI no test of a page may be left out.");
        using var canary = new TcpListener(IPAddress.Loopback, 0);
        canary.Start();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<int> heard = CountAsync(canary, over.Token);
        var start = new ProcessStartInfo(program!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardOutputEncoding = Encoding.UTF8 };
        foreach (string argument in (string[])
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", $"--user-data-dir={profile}",
             $"--host-resolver-rules=MAP {HostileTexts.Host} 127.0.0.1:{((IPEndPoint)canary.LocalEndpoint).Port}", "--virtual-time-budget=3000", "--dump-dom", new Uri(file).AbsoluteUri])
        {
            start.ArgumentList.Add(argument);
        }

        using Process browser = Process.Start(start)!;
        Task<string> errors = browser.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string document = await browser.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await browser.WaitForExitAsync(TestContext.Current.CancellationToken);
        await over.CancelAsync();
        Assert.True(document.Contains("</html>", StringComparison.Ordinal), await errors);
        return new PageVisit(WebUtility.HtmlDecode(TitleElement().Match(document).Groups["title"].Value), document, await heard);
    }

    private static async Task<int> CountAsync(TcpListener canary, CancellationToken cancellationToken)
    {
        int requests = 0;
        try
        {
            while (true)
            {
                using TcpClient request = await canary.AcceptTcpClientAsync(cancellationToken);
                requests++;
            }
        }
        catch (OperationCanceledException)
        {
            return requests;
        }
    }

    [GeneratedRegex("<title>(?<title>[^<]*)</title>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TitleElement();
}
