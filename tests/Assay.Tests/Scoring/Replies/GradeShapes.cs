namespace Assay.Tests.Scoring.Replies;

/// <summary>What stands in the place of the grade, or beside it, in an otherwise perfect reply, and what comes of each.</summary>
public static class GradeShapes
{
    public static TheoryData<string, Asked, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, Asked, string, string>();
            foreach ((Asked asked, string score, string expected) in Scores)
            {
                rows.Add($"score {score}", asked, $$$"""{"accuracy":{"reason":"r","score":{{{score}}}}}""", expected);
            }

            foreach ((string part, string expected) in Checklists)
            {
                rows.Add($"checklist {part}", Asked.Checklist, $$$"""{"accuracy":{"reason":"r",{{{part}}}}}""", expected);
            }

            foreach ((string code, string expected) in Codes)
            {
                rows.Add($"failure code {code}", Asked.Codes, $$"""{"accuracy":{"reason":"r","score":4}{{code}}}""", expected);
            }

            rows.Add("checklist in the flat form", Asked.Checklist, """{"reason":"r","answers":{"1":"yes","2":"no"}}""", "0.5");
            return rows;
        }
    }

    private static IEnumerable<(Asked Asked, string Score, string Expected)> Scores =>
    [
        (Asked.Whole, "4", "4"),
        (Asked.Whole, "\"4\"", "4"),
        (Asked.Whole, "\" 4 \"", "4"),
        (Asked.Whole, "\"+4\"", "4"),
        (Asked.Whole, "\"4/5\"", "4"),
        (Asked.Whole, "\"4 / 5\"", "4"),
        (Asked.Whole, "\"４\"", "4"),
        (Asked.Whole, "\"４／５\"", "4"),
        (Asked.Whole, "4.0", "4"),
        (Asked.Whole, "\"4.0\"", "4"),
        (Asked.Whole, "4e0", "4"),
        (Asked.Whole, "1", "1"),
        (Asked.Whole, "5", "5"),
        (Asked.Whole, "0", "off_scale"),
        (Asked.Whole, "6", "off_scale"),
        (Asked.Whole, "-1", "off_scale"),
        (Asked.Whole, "4.5", "off_scale"),
        (Asked.Whole, "\"4.5\"", "off_scale"),
        (Asked.Whole, "\"8/10\"", "off_scale"),
        (Asked.Whole, "\"4/10\"", "off_scale"),
        (Asked.Whole, "1e999", "off_scale"),
        (Asked.Whole, "99999999999999999999", "off_scale"),
        (Asked.Whole, "\"99\"", "off_scale"),
        (Asked.Whole, "NaN", "unreadable"),
        (Asked.Whole, "Infinity", "unreadable"),
        (Asked.Whole, "\"NaN\"", "unreadable"),
        (Asked.Whole, "\"Infinity\"", "unreadable"),
        (Asked.Whole, "\"4,5\"", "unreadable"),
        (Asked.Whole, "4,5", "unreadable"),
        (Asked.Whole, "\"4/\"", "unreadable"),
        (Asked.Whole, "\"/5\"", "unreadable"),
        (Asked.Whole, "\"4/5/5\"", "unreadable"),
        (Asked.Whole, "\"4-5\"", "unreadable"),
        (Asked.Whole, "\"4 out of 5\"", "unreadable"),
        (Asked.Whole, "\"4e0\"", "unreadable"),
        (Asked.Whole, "\"0x4\"", "unreadable"),
        (Asked.Whole, "\"٤\"", "unreadable"),
        (Asked.Whole, "\"IV\"", "unreadable"),
        (Asked.Whole, "\"four\"", "unreadable"),
        (Asked.Whole, "\"80%\"", "unreadable"),
        (Asked.Whole, "\"★★★★\"", "unreadable"),
        (Asked.Whole, "\"n/a\"", "unreadable"),
        (Asked.Whole, "\"\"", "unreadable"),
        (Asked.Whole, "null", "unreadable"),
        (Asked.Whole, "true", "unreadable"),
        (Asked.Whole, "[]", "unreadable"),
        (Asked.Whole, "[4]", "unreadable"),
        (Asked.Whole, "{}", "unreadable"),
        (Asked.Whole, "{\"value\":4}", "unreadable"),
        (Asked.Fractions, "4.5", "4.5"),
        (Asked.Fractions, "\"4.5/5\"", "4.5"),
        (Asked.Fractions, "\"４．５\"", "4.5"),
        (Asked.Fractions, "\"4,5\"", "unreadable"),
        (Asked.Fractions, "5.01", "off_scale"),
        (Asked.Fractions, "0.99", "off_scale"),
        (Asked.Share, "0.8", "0.8"),
        (Asked.Share, "\".8\"", "0.8"),
        (Asked.Share, "\"0.8/1\"", "0.8"),
        (Asked.Share, "\"4/5\"", "off_scale"),
        (Asked.Share, "80", "off_scale"),
        (Asked.PassFail, "\"pass\"", "1"),
        (Asked.PassFail, "\"FAIL\"", "0"),
        (Asked.PassFail, "true", "1"),
        (Asked.PassFail, "false", "0"),
        (Asked.PassFail, "\"passed\"", "off_scale"),
        (Asked.PassFail, "\"yes\"", "off_scale"),
        (Asked.PassFail, "1", "off_scale"),
        (Asked.PassFail, "\"\"", "unreadable"),
        (Asked.PassFail, "null", "unreadable"),
        (Asked.Labels, "\"good\"", "2"),
        (Asked.Labels, "\"Good\"", "2"),
        (Asked.Labels, "\" ok \"", "1"),
        (Asked.Labels, "\"great\"", "off_scale"),
        (Asked.Labels, "2", "off_scale"),
        (Asked.Labels, "\"\"", "unreadable"),
        (Asked.Labels, "[\"good\"]", "unreadable"),
        (Asked.Labels, "true", "unreadable"),
    ];

    private static IEnumerable<(string Part, string Expected)> Checklists =>
    [
        ("\"answers\":{\"1\":\"yes\",\"2\":\"yes\"}", "1"),
        ("\"answers\":{\"1\":\"yes\",\"2\":\"no\"}", "0.5"),
        ("\"answers\":{\"1\":true,\"2\":false}", "0.5"),
        ("\"answers\":{\"1\":\"No\",\"2\":\" NO \"}", "0"),
        ("\"answers\":{\"1\":\"yes\",\"2\":\"no\",\"3\":\"yes\"}", "0.5"),
        ("\"answers\":{\"1\":\"yes\"}", "unreadable"),
        ("\"answers\":{\"1\":\"yes\",\"2\":\"partly\"}", "unreadable"),
        ("\"answers\":{\"1\":\"yes\",\"2\":null}", "unreadable"),
        ("\"answers\":{\"1\":1,\"2\":0}", "unreadable"),
        ("\"answers\":{\"1\":\"yes\",\"2\":\"yes\",\"2\":\"no\"}", "unreadable"),
        ("\"answers\":[\"yes\",\"no\"]", "unreadable"),
        ("\"answers\":\"yes\"", "unreadable"),
        ("\"score\":0.5", "unreadable"),
    ];

    private static IEnumerable<(string Code, string Expected)> Codes =>
    [
        (",\"failure_code\":\"wrong_fact\"", "4 wrong_fact"),
        (",\"failure_code\":\"Wrong_Fact\"", "4 wrong_fact"),
        (",\"failure_code\":\"none\"", "4"),
        (",\"failure_code\":\"bad_grammar\"", "4"),
        (",\"failure_code\":[\"wrong_fact\"]", "4"),
        (",\"failure_code\":null", "4"),
        ("", "4"),
    ];
}
