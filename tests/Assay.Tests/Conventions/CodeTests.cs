using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Assay.Tests.Conventions;

public sealed partial class CodeTests
{
    private const int MostLines = 400;

    [Fact]
    public void A_class_that_is_not_made_for_inheritance_is_sealed()
    {
        // What the compiler makes of a page cannot be sealed.
        string?[] open = [.. Types.Where(t => t is { IsClass: true, IsAbstract: false, IsSealed: false, BaseType.Name: not "ComponentBase", Name: not "_Imports" }).Select(t => t.FullName)];

        Assert.Empty(open);
    }

    [Fact]
    public void No_type_hides_behind_a_name_that_says_nothing()
    {
        string?[] empty = [.. Types.Concat(TypesOf(typeof(CodeTests).Assembly)).Where(t => SaysNothing().IsMatch(t.Name)).Select(t => t.FullName)];

        Assert.Empty(empty);
    }

    [Fact]
    public void No_file_or_folder_hides_behind_a_name_that_says_nothing()
    {
        string[] empty = [.. Sources.Where(f => f.Split('/').Any(part => SaysNothing().IsMatch(part)))];

        Assert.Empty(empty);
    }

    [Fact]
    public void No_file_is_longer_than_anybody_reads()
    {
        string[] tooLong = [.. Sources.Where(f => Repository.Read(f).AsSpan().Count('\n') > MostLines)];

        Assert.Empty(tooLong);
    }

    [Theory]
    [InlineData("StringHelper", true)]
    [InlineData("FileUtils", true)]
    [InlineData("UtilText", true)]
    [InlineData("ConnectionManager", true)]
    [InlineData("CommonOptions", true)]
    [InlineData("Misc.cs", true)]
    [InlineData("Miscount", false)]
    [InlineData("Utilisation", false)]
    [InlineData("Management", false)]
    public void A_name_that_says_nothing_is_known_by_its_words(string name, bool saysNothing) => Assert.Equal(saysNothing, SaysNothing().IsMatch(name));

    private static IEnumerable<string> Sources => Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs"));

    private static IEnumerable<Type> Types => Repository.Assemblies.SelectMany(TypesOf);

    private static IEnumerable<Type> TypesOf(Assembly assembly) =>
        assembly.GetTypes().Where(t => t.Namespace?.StartsWith("Assay", StringComparison.Ordinal) == true
            && !t.Name.Contains('<', StringComparison.Ordinal)
            && t.GetCustomAttribute<CompilerGeneratedAttribute>() is null);

    [GeneratedRegex("(Helper|Util|Utility|Utilities|Manager|Common|Misc)s?([^a-z]|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SaysNothing();
}
