// Loads a VRM with three-vrm, plays an expression and turns the eyes, and prints what came of it.
import fs from "node:fs";

globalThis.self = globalThis;
globalThis.createImageBitmap = async () => ({ width: 1, height: 1, close() {} });

const THREE = await import("three");
const { GLTFLoader } = await import("three/examples/jsm/loaders/GLTFLoader.js");
const { VRMLoaderPlugin } = await import("@pixiv/three-vrm");

const loader = new GLTFLoader();
loader.register((parser) => new VRMLoaderPlugin(parser));
const bytes = fs.readFileSync(process.argv[2]);
const { scene, userData } = await loader.parseAsync(new Uint8Array(bytes).buffer, "");
const vrm = userData.vrm;

const target = new THREE.Object3D();
const head = vrm.humanoid.getNormalizedBoneNode("head").getWorldPosition(new THREE.Vector3());
target.position.copy(head).add(new THREE.Vector3(1, 0.1, 3));
vrm.lookAt.target = target;
vrm.expressionManager.setValue("happy", 1);
vrm.expressionManager.setValue("jawOpen", 0.5);
vrm.update(1 / 30);

const meshes = [];
scene.traverse((object) => {
  if (!object.isMesh) return;
  const weights = {};
  for (const [name, index] of Object.entries(object.morphTargetDictionary ?? {})) {
    weights[name] = object.morphTargetInfluences[index];
  }
  const material = [object.material].flat()[0];
  meshes.push({
    name: object.name,
    skinned: Boolean(object.isSkinnedMesh),
    weights,
    mtoon: Boolean(material.isMToonMaterial),
    vertexColours: material.vertexColors,
  });
});
const ahead = new THREE.Vector3(0, 0, 1);
const eye = vrm.humanoid.getRawBoneNode("leftEye").getWorldQuaternion(new THREE.Quaternion());
console.log(
  JSON.stringify({
    meta: vrm.meta,
    bones: Object.keys(vrm.humanoid.humanBones),
    expressions: Object.keys(vrm.expressionManager.expressionMap),
    head: head.toArray(),
    gaze: ahead.applyQuaternion(eye).toArray(),
    meshes,
  }),
);
