namespace Assay.Server.Dashboard.Layout;

/// <summary>The pages in the order of the navigation, each with the key that, after <c>g</c>, leads to it.</summary>
internal static class Navigation
{
    public static readonly IReadOnlyList<(string Path, string Name, string Key)> Pages =
    [
        ("/", "Overview", "o"),
        ("/responses", "Responses", "r"),
        ("/trends", "Trends", "t"),
        ("/compare", "Compare", "c"),
        ("/causes", "Root cause", "w"),
        ("/alerts", "Alerts", "a"),
        ("/label", "Label", "l"),
        ("/judges", "Judges", "j"),
        ("/trust", "Trust", "b"),
        ("/runs", "Runs & gates", "u"),
        ("/pipeline", "Pipeline", "p"),
        ("/settings", "Settings", "s"),
        ("/start", "Start", "h"),
    ];
}
