namespace Assay.Surfacing;

/// <summary>For each reason a response has no score: what it means and what to do.</summary>
public static class ReasonAdvice
{
    public static string For(string reason) => reason switch
    {
        "empty_output" => "the application gave nothing: look for its cause there",
        "no_content" => "nothing to judge in it: look for its cause in the application",
        "invalid_json" => "the application's output is no JSON: look for its cause there",
        "output_refusal" => "the application refused: see whether it should have",
        "unreadable" => "see the raw reply with `assay why`; a stronger model or a schema-capable endpoint helps",
        "off_scale" => "see the raw reply; name the scale and its anchors in the rubric",
        "contradictory" => "see the raw reply; ask for one verdict only",
        "refused" => "the judge would not: try another model for these",
        "truncated" => "raise the judge's max_output_tokens",
        "empty_reply" => "the judge answered with nothing: try another model or endpoint",
        "context_too_long" => "use a judge with a larger context for these",
        "rejected" => "see the provider's message with `assay why`",
        "no_reference" => "give these the field that the check compares with, or judge them by a rubric without it",
        "no_number" => "the output has no number, or several: see whether it answers, or say which counts with `take`",
        "not_measured" => "record what the check bounds in the metadata, or name the field that has it",
        "too_long" => "a text is too long to compare: leave these to a model",
        "no_quorum" => "see with `assay why` which judges of the panel failed, and how",
        "undecided" => "label them: `assay label status` says how many wait; or add a stronger last stage",
        "check_failed" => "see with `assay why` what the check's code said",
        _ => "see `assay why`",
    };
}
