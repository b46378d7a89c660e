package dev.foretide.linalg;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;

/**
 * The one look-up of {@link Kernels#best()}, made when it is first asked for.
 *
 * <p>The vector twin is found by name: nothing else refers to it, so that the rest is compiled and
 * runs where the incubator module is missing. It is left alone as well where a virtual machine is
 * known not to compile the Vector API into vector instructions: there it would be correct, and a
 * hundred times slower than the scalar twin.
 *
 * @param kernels chosen
 * @param reason one line for the log
 */
record KernelChoice(Kernels kernels, String reason) {
  private static final String MODULE = "jdk.incubator.vector";

  static final KernelChoice MADE = make();

  private static KernelChoice make() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return scalar("start Java with --add-modules " + MODULE + " for the faster Vector API");
    }
    if (!compilesVectors()) {
      return scalar("this virtual machine does not compile the Vector API");
    }
    try {
      Constructor<?> constructor =
          Class.forName("dev.foretide.linalg.VectorKernels").getDeclaredConstructor();
      Kernels vector = (Kernels) constructor.newInstance();
      return new KernelChoice(vector, "kernels: " + vector.name());
    } catch (ReflectiveOperationException | LinkageError e) {
      return scalar("the Vector API of this Java does not fit: " + e);
    }
  }

  private static KernelChoice scalar(String why) {
    return new KernelChoice(Kernels.scalar(), "kernels: scalar; " + why);
  }

  /** HotSpot's C2 does; its interpreter, C1 alone and other machines are not known to. */
  private static boolean compilesVectors() {
    HotSpotDiagnosticMXBean machine =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (machine == null || System.getProperty("java.vm.info", "").contains("interpreted mode")) {
      return false;
    }
    return option(machine, "TieredStopAtLevel").equals("4")
        && !option(machine, "UseJVMCICompiler").equals("true");
  }

  private static String option(HotSpotDiagnosticMXBean machine, String name) {
    try {
      return machine.getVMOption(name).getValue();
    } catch (IllegalArgumentException e) { // this machine has no such option
      return "";
    }
  }
}
