using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeNetTui.Replay;

/// <summary><c>bundle.yaml</c>: what the bundle is of, when and how it was taken, and what is not in it.</summary>
internal static class BundleDescription
{
    /// <summary>The format that this program writes; a later one may mean something else by the same files.</summary>
    private const int Newest = 1;

    /// <exception cref="BundleException">It is no YAML, or of a later format.</exception>
    public static void Read(Bundle bundle, string text, string file)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            {
                return;
            }

            if (int.TryParse(Scalar(root, "kubenettui-bundle"), CultureInfo.InvariantCulture, out var format) && format > Newest)
            {
                throw new BundleException($"{file}: the bundle is of format {format}; this program knows formats up to {Newest}: use a newer one");
            }

            bundle.Name = Scalar(root, "name") ?? bundle.Name;
            bundle.ServerVersion = Scalar(root, "serverVersion") ?? bundle.ServerVersion;
            if (DateTimeOffset.TryParse(Scalar(root, "taken"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var taken))
            {
                bundle.Taken = taken;
            }

            foreach (var item in Items(root, "missing"))
            {
                bundle.AddMissing(Scalar(item, "what") ?? "", Scalar(item, "namespace"), Scalar(item, "why") ?? "");
            }

            foreach (var item in Items(root, "partial"))
            {
                bundle.AddPartial(Scalar(item, "what") ?? "", Scalar(item, "namespace") ?? "");
            }
        }
        catch (YamlException e)
        {
            throw new BundleException($"{file}: line {e.Start.Line}: {e.Message}", e);
        }
    }

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode root, string name) =>
        root.Children.TryGetValue(new YamlScalarNode(name), out var value) && value is YamlSequenceNode list ? list.Children.OfType<YamlMappingNode>() : [];

    private static string? Scalar(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? (value as YamlScalarNode)?.Value : null;
}
