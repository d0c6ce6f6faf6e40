using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>The browser of the machine, without a window. Skips the test where none is installed, save in CI, where it must be.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        string? program = Find();
        bool isCi = Environment.GetEnvironmentVariable("CI") is { Length: > 0 };
        Assert.SkipWhen(program is null && !isCi, "Chromium is not installed: eng/install-services gets it, or says how.");
        Assert.True(program is not null, "Chromium is not installed, and in CI no test of a page may be left out: eng/install-services gets it.");
        // Its sandbox refuses root. No page of the tests comes from elsewhere.
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"] });
    }

    private static string? Find() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin")
         from name in Names
         select Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
