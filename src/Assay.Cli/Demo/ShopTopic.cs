using Assay.Configuring;

namespace Assay.Cli.Demo;

/// <summary>One matter that customers ask about: questions, what the shop knows of it, and the two sentences of a good answer.</summary>
/// <param name="Know">The passages that the assistant is given.</param>
internal sealed record ShopTopic(IReadOnlyList<string> Know, IReadOnlyList<string> Ask, IReadOnlyList<string> Lead, IReadOnlyList<string> Detail)
{
    public static ShopTopic Read(YamlSection section)
    {
        var topic = new ShopTopic(section.Texts("know"), section.Texts("ask"), section.Texts("lead"), section.Texts("detail"));
        section.Close();
        return topic;
    }
}
