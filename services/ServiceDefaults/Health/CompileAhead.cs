using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.Contracts;

namespace VectorCare.ServiceDefaults.Health;

/// <summary>Compiles the methods of assemblies that come without native code, so that the first work does not wait for the compiler.</summary>
public static class CompileAhead
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Compiles what has a body and no open type parameters.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>Methods compiled.</returns>
    public static int Run(Assembly assembly, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var compiled = 0;
        foreach (var type in assembly.GetTypes().Where(t => !t.ContainsGenericParameters))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var method in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)).Where(HasCode))
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
                compiled++;
            }
        }

        return compiled;
    }

    /// <summary>Has the code of this service, and of libraries that it uses from its first work on, compiled before it says that it is ready.</summary>
    /// <param name="services">The service's services.</param>
    /// <param name="libraries">Libraries without native code that the first work needs.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddCompileAhead(this IServiceCollection services, params Assembly[] libraries)
    {
        Assembly[] own = [Assembly.GetCallingAssembly(), typeof(CompileAhead).Assembly, typeof(ContractsJson).Assembly];
        return services.AddWarmUp((_, stop) => Task.Run(() => own.Concat(libraries).Sum(a => Run(a, stop)), stop));
    }

    private static bool HasCode(MethodBase method) =>
        !method.IsAbstract && !method.ContainsGenericParameters && !method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
        && (method.MethodImplementationFlags & MethodImplAttributes.CodeTypeMask) == MethodImplAttributes.IL;
}
