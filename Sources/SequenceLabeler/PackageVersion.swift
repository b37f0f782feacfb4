/// The version of the program and its libraries.
package let packageVersion: StaticString = "0.1.0"
