using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Prompts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Assay.Gating.Prompts;

/// <summary>Reads a prompt file: YAML with messages, model and parameters, or a text that is what the user says, or what the system says.</summary>
public static class PromptFileReader
{
    public static readonly IReadOnlyList<string> Endings = [".yaml", ".yml", ".txt", ".md"];

    private static readonly string[] Roles = ["system", "user", "assistant"];

    /// <summary>Whether a file of this name may be a prompt.</summary>
    public static bool IsPrompt(string path) => Endings.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <param name="name">The file's path.</param>
    /// <exception cref="ConfigurationException">It cannot be read; all errors are listed, with their lines.</exception>
    public static PromptFile ReadOrThrow(string name, string text)
    {
        string source = text.ReplaceLineEndings("\n").TrimStart('\uFEFF');
        if (!IsPrompt(name))
        {
            throw new ConfigurationException($"{name} is no prompt file: its name must end in {string.Join(", ", Endings)}.");
        }

        if (string.IsNullOrWhiteSpace(source))
        {
            throw new ConfigurationException($"{name} is empty. A prompt says something, such as: Answer briefly. {{{{input}}}}");
        }

        return Path.GetExtension(name).ToLowerInvariant() is ".yaml" or ".yml" ? OfYaml(name, source) : OfText(name, source);
    }

    private static PromptFile OfText(string name, string source)
    {
        TextTemplate text = TextTemplate.Parse(name, source.TrimEnd(), CaseFields.Problem);
        return new PromptFile
        {
            Name = name,
            Source = source,
            Messages = text.Uses(CaseFields.Input) ? [new PromptMessage("user", text)] : [new PromptMessage("system", text), Question()],
        };
    }

    private static PromptFile OfYaml(string name, string source)
    {
        YamlFile file = YamlFile.Parse(name, source);
        file.ThrowIfErrors();
        YamlSection root = file.Root!;
        var prompt = new PromptFile
        {
            Name = name,
            Source = source,
            Messages = Messages(root),
            Model = ModelOf(root),
            Parameters = new PromptParameters
            {
                Temperature = (float?)root.Number("temperature", 0, 2),
                TopP = (float?)root.Number("top_p", 0, 1),
                MaxOutputTokens = root.Whole("max_output_tokens", 1, 1_000_000) ?? PromptParameters.UsualMaxOutputTokens,
                Seed = root.Whole("seed", 0, int.MaxValue),
                Stop = root.Texts("stop"),
            },
        };
        root.Close();
        file.ThrowIfErrors();
        return prompt;
    }

    /// <summary>Null where there is none, or what is no model, which the section then says.</summary>
    internal static ModelReference? ModelOf(YamlSection root)
    {
        if (root.Text("model") is not { } text)
        {
            return null;
        }

        if (ModelReference.TryParse(text) is { IsOffline: false } model)
        {
            return model;
        }

        root.Error(root.Find("model")!.Start, $"`{root.Full("model")}` is `{text}`, but must be a model reference such as openai:gpt-4o-mini.");
        return null;
    }

    private static List<PromptMessage> Messages(YamlSection root)
    {
        if (root.Find("messages") is not { } written)
        {
            var messages = new[] { Message(root, "system", "system"), Message(root, "user", "user") }.OfType<PromptMessage>().ToList();
            if (messages.Count == 0)
            {
                root.Error(root.Mark, "there is no `system`, no `user` and no `messages`. Write for example `user: \"{{input}}\"`.");
            }

            return messages.Exists(m => m.Role == "user") ? messages : [.. messages, Question()];
        }

        if (root.Has("system") || root.Has("user"))
        {
            root.Error(written.Start, "`messages` are all messages. Write what `system` and `user` say among them, and leave those out.");
        }

        if (written is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            root.Error(written.Start, "`messages` must be a list such as [{ role: system, content: Be brief. }, { role: user, content: \"{{input}}\" }].");
            return [];
        }

        return [.. list.Children.Select((item, i) => item is YamlMappingNode mapping ? Message(new YamlSection(root.File, mapping, $"messages.{i}")) : Misplaced(root, item, i)).OfType<PromptMessage>()];
    }

    private static PromptMessage? Misplaced(YamlSection root, YamlNode item, int place)
    {
        root.Error(item.Start, $"`messages.{place}` must have `role` and `content`.");
        return null;
    }

    private static PromptMessage? Message(YamlSection section)
    {
        string role = section.RequiredText("role", $"Write one of {string.Join(", ", Roles)}.") ?? "user";
        if (!Roles.Contains(role))
        {
            section.Error(section.Find("role")!.Start, $"`{section.Full("role")}` is `{role}`. Known: {string.Join(", ", Roles)}.");
        }

        if (!section.Has("content"))
        {
            section.Error(section.Mark, $"`{section.Full("content")}` is missing. Write what is said.");
        }

        PromptMessage? message = Message(section, "content", role);
        section.Close();
        return message;
    }

    private static PromptMessage? Message(YamlSection section, string key, string role)
    {
        if (section.Text(key) is not { } text)
        {
            return null;
        }

        var node = (YamlScalarNode)section.Find(key)!;
        int line = (int)node.Start.Line + (node.Style is ScalarStyle.Literal or ScalarStyle.Folded ? 1 : 0);
        return new PromptMessage(role, TextTemplate.Parse(section.File.Name, text.TrimEnd(), CaseFields.Problem, line));
    }

    private static PromptMessage Question() => new("user", TextTemplate.Parse("", $"{{{{{CaseFields.Input}}}}}", CaseFields.Problem));
}
