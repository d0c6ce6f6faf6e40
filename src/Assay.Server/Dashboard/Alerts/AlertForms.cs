using Assay.Configuring;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Assay.Server.Dashboard.Alerts;

/// <summary>What the buttons of the pages about alerts do. Each leads to a page that says what came of it.</summary>
internal static class AlertForms
{
    public const string Path = "/alerts";
    public const string RulePath = "/alerts/rule";
    private const string Unmuted = "off";
    private static readonly TimeSpan LongestMute = TimeSpan.FromDays(366);

    public static void MapAlertForms(this IEndpointRouteBuilder routes, ServiceState state, PageNotes notes)
    {
        void Map(string name, Func<IFormCollection, CancellationToken, Task<Next>> act) => routes.MapForm($"{Path}/{name}", async (form, cancel) => await act(form, cancel) switch
        {
            Next.Says says => notes.Address(Path, says.Note),
            Next.Edits edits => QueryHelpers.AddQueryString(RulePath, new Dictionary<string, string?> { ["name"] = edits.Name, ["rule"] = edits.Text, ["try"] = "30d" }),
            _ => Path,
        });

        Map("acknowledge", (form, cancel) => AcknowledgeAsync(form, state, cancel));
        Map("mute", (form, cancel) => MuteAsync(form, state, cancel));
        Map("save", (form, cancel) => SaveAsync(form, state, cancel));
        Map("remove", (form, cancel) => RemoveAsync(form, state, cancel));
        Map("test", (form, cancel) => TestAsync(form, state, cancel));
    }

    private static async Task<Next> AcknowledgeAsync(IFormCollection form, ServiceState state, CancellationToken cancellationToken)
    {
        bool isKnown = Guid.TryParse(form["incident"], out Guid incident)
            && await state.Ledger.Alerts.TryAcknowledgeAsync(incident, new Acknowledgement(state.Clock.GetUtcNow(), "somebody at the dashboard"), cancellationToken);
        return new Next.Says(isKnown ? "Acknowledged: whoever looks next sees that somebody knows of it." : "There is no such incident any more.");
    }

    private static async Task<Next> MuteAsync(IFormCollection form, ServiceState state, CancellationToken cancellationToken)
    {
        string rule = form["rule"].ToString();
        if (!(await state.Alerts.RulesAsync(cancellationToken)).Any(r => r.Name == rule))
        {
            return new Next.Says($"There is no rule {rule}.");
        }

        string asked = form["for"].ToString();
        DateTimeOffset? until = null;
        if (asked != Unmuted)
        {
            if (!Duration.TryParse(asked, out TimeSpan length) || length <= TimeSpan.Zero || length > LongestMute)
            {
                return new Next.Says($"{rule} stays as it was: a mute is a length of time such as 24h, at most a year.");
            }

            until = state.Clock.GetUtcNow() + length;
        }

        await state.Ledger.Alerts.MuteAsync(rule, until, cancellationToken);
        return new Next.Says(until is { } end ? $"{rule} tells nobody until {View.Time(end)}. It is still watched." : $"{rule} tells again.");
    }

    private static async Task<Next> SaveAsync(IFormCollection form, ServiceState state, CancellationToken cancellationToken)
    {
        (string name, string text) = (form["name"].ToString().Trim(), form["rule"].ToString());
        (AlertRule? rule, IReadOnlyList<Diagnostic> _) = AlertRuleReader.Read(name, text, state.Alerts.Options.Names);
        if (rule is null || state.Alerts.Options.Settings.Rules.Any(r => r.Name == name))
        {
            // The editor says what is wrong with it.
            return new Next.Edits(name, text);
        }

        await state.Ledger.Alerts.SaveRuleAsync(name, AlertRuleText.Write(rule), cancellationToken);
        return new Next.Says($"{name} is saved, and watched from now on.");
    }

    private static async Task<Next> RemoveAsync(IFormCollection form, ServiceState state, CancellationToken cancellationToken)
    {
        string name = form["name"].ToString().Trim();
        if (!(await state.Ledger.Alerts.RulesAsync(cancellationToken)).ContainsKey(name))
        {
            return new Next.Says($"There is no rule {name} that was made here.");
        }

        await state.Ledger.Alerts.SaveRuleAsync(name, yaml: null, cancellationToken);
        return new Next.Says($"{name} is removed.{(DefaultAlerts.Rules.Any(r => r.Name == name) ? " The default rule of this name holds again." : null)}");
    }

    private static async Task<Next> TestAsync(IFormCollection form, ServiceState state, CancellationToken cancellationToken)
    {
        string name = form["receiver"].ToString();
        if (state.Notified.FirstOrDefault(r => r.Name == name) is not { } receiver)
        {
            return new Next.Says($"There is no receiver {name}.");
        }

        string? error = await TestNotice.SendAsync(receiver, state.Clock, cancellationToken);
        return new Next.Says(error is null ? $"{name} took the test message." : $"{name} did not take the test message: {error}");
    }

    private abstract record Next
    {
        /// <summary>The page Alerts, with a sentence.</summary>
        public sealed record Says(string Note) : Next;

        /// <summary>The editor, with what is wrong.</summary>
        public sealed record Edits(string Name, string Text) : Next;
    }
}
