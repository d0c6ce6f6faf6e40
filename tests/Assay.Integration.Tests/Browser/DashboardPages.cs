namespace Assay.Integration.Tests.Browser;

/// <summary>The pages of a seeded dashboard, and what each must show.</summary>
internal static class DashboardPages
{
    public static readonly IReadOnlyList<(string Path, string Heading)> All =
    [
        ("/?range=30d", "Overview"),
        ("/responses", "Responses"),
        ("/responses?outcome=unscored&order=newest", "Responses"),
        ("/responses?order=lowest&judge=support&slice=route%3Arefunds&range=7d", "Responses"),
        ("/responses?id=nothing-of-the-kind", "Responses"),
        ("/responses/chat-00005", "chat-00005"),
        ("/responses/chat-00040", "chat-00040"),
        ("/trends?range=30d&judge=support", "Trends"),
        ("/trends?range=30d&judge=support&by=route", "Trends"),
        ("/trends?range=24h&judge=resolution", "Trends"),
        ("/compare?judge=support", "Compare"),
        ("/compare?judge=support&a=2026.10&b=2026.11&range=30d", "Compare"),
        ("/causes?judge=support&range=30d", "Root cause"),
        ("/alerts?range=30d", "Alerts"),
        ("/alerts/rule", "New rule"),
        ("/alerts/rule?kind=bad_share&name=bad&budget=2%25&at_most=2&try=30d", "New rule"),
        ("/alerts/rule?name=drop", "Rule drop"),
        ("/label", "Label"),
        ("/judges?range=30d", "Judges"),
        ("/trust", "Trust"),
        ("/trust?judge=safety&range=30d", "Trust"),
        ("/runs", "Runs & gates"),
        ("/runs?branch=feature%2Fshort-answers", "Runs & gates"),
        ("/runs/gates/1", "Gate 1"),
        ("/pipeline", "Pipeline"),
        ("/settings", "Settings"),
        ("/start", "Start"),
    ];
}
