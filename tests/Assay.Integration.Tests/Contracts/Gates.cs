using Assay.Gating.History;

namespace Assay.Integration.Tests.Contracts;

/// <summary>Makes gates as a ledger is given them.</summary>
internal static class Gates
{
    public static HeldGate Held(string? branch = "main", string outcome = "fail", int exitCode = 3, long run = 1, string candidate = "now.jsonl", double now = 3.7) =>
        new(Material.Noon, new GateOrigin(branch, branch is null ? null : "0123456789abcdef0123456789abcdef01234567"), FormattableString.Invariant($$$$"""
            {"outcome":"{{{{outcome}}}}","reasons":["overall fell by 0.30"],"cases":60,"judged":58,"not_judged":{"unreadable":2},
             "criteria":{"overall":{"difference":{"value":-0.3,"ci95":[-0.45,-0.15],"n":58},"margin":0.1,"minimum_detectable_effect":0.2,"standing":"fell","decides":true,"p_worse":0.001,"before":{"value":4,"ci95":[3.9,4.1],"n":58},"now":{"value":{{{{now}}}},"ci95":[3.5,3.9],"n":58}}},
             "bars":{"overall":{"margin":0.1,"standing":"holds","decides":true,"min":3.5,"now":{"value":{{{{now}}}},"n":58}}},
             "groups":[{"field":"route","value":"refunds","margin":0.1,"standing":"unclear","decides":true}],
             "flips":[{"id":"chat-00001","before":5,"now":2,"difference":-3},{"id":"chat-00002","before":2,"now":4,"difference":2}],
             "warnings":["look closer"],"samples":1,"candidate":"{{{{candidate}}}}","baseline":"before.jsonl","run":{{{{run}}}},"baseline_run":2,"judge":"support","judge_version":"abc","model":"openai:m","heuristic":false,
             "calls":58,"cached":62,"cost_usd":0.0123,"seconds":1.5,"exit_code":{{{{exitCode}}}} }
            """));
}
