using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>A page in the browser, watched: what it says on the console, what it asks for elsewhere, what its policy forbade.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private const string ReportViolations = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));";

    /// <summary>The machine may be busy with other tests; nothing is waited for that does not come.</summary>
    public const float Patience = 60_000;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly Uri _address;

    private Tab(IBrowserContext context, IPage page, Uri address)
    {
        (_context, Page, _address) = (context, page, address);
        page.Console += (_, message) => Complain(message.Type is "error" or "warning", $"console: {message.Text}");
        page.PageError += (_, error) => Complain(true, $"error: {error}");
        page.Dialog += (_, dialog) => Complain(true, $"dialog: {dialog.Message}");
        page.Request += (_, request) => Complain(IsElsewhere(request.Url), $"asked elsewhere: {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>Everything that should not have happened.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Bytes of all bodies that came, as they came.</summary>
    public Task<int> BytesLoadedAsync() =>
        Page.EvaluateAsync<int>("() => performance.getEntries().reduce((sum, e) => sum + (e.encodedBodySize ?? 0), 0)");

    public static async Task<Tab> OpenAsync(IBrowser browser, Uri address, TabOptions options)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = options.Width, Height = options.Height },
            ColorScheme = options.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = options.HasScripts,
            HasTouch = options.Width < 800,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(Patience);
        IPage page = await context.NewPageAsync();
        await page.AddInitScriptAsync(ReportViolations);
        return new Tab(context, page, address);
    }

    /// <summary>Loads a page and gives its status.</summary>
    public async Task<int> GoAsync(string path) => (await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load }))!.Status;

    /// <summary>Clicks on what leads to another page, and waits until that is there.</summary>
    public async Task FollowAsync(ILocator link)
    {
        // Marks the page that is left: the next one has an address that may be the same.
        await Page.EvaluateAsync("() => { document.documentElement.dataset.left = ''; }");
        await link.ClickAsync();
        // What stands last on every page: all before it is there.
        await Page.Locator("html:not([data-left]) :is(#keys, .login)").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
    }

    /// <summary>Waits until it is where the address holds this.</summary>
    public Task ArriveAsync(string part) => Page.WaitForURLAsync(url => url.Contains(part, StringComparison.Ordinal));

    /// <summary>Path and query of where it is.</summary>
    public string Place => new Uri(Page.Url).PathAndQuery;

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private bool IsElsewhere(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is not ("data" or "blob") && uri.Authority != _address.Authority;

    private void Complain(bool isOne, string what)
    {
        if (isOne)
        {
            _complaints.Enqueue(what);
        }
    }
}

internal sealed record TabOptions(int Width = 1280, int Height = 720, bool IsDark = false, bool HasScripts = true);
